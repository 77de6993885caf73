import base from './vite.config.ts';
const auth = 'Basic ' + Buffer.from('admin:admin').toString('base64');
const session = { name: 'session', configureServer(s) { s.middlewares.use('/api/v1/session', (q, r) => { r.setHeader('Content-Type','application/json'); r.end(JSON.stringify({ name: 'admin', roles: ['viewer','operator','author','admin'], groups: ['operators'], csrfToken: 'x', expiresAt: '' })); }); } };
export default { ...base, cacheDir: '/tmp/w/c2run/vite-cache', plugins: [...base.plugins, session], server: { port: 5199, strictPort: true, proxy: { '/api': { target: 'http://127.0.0.1:8299', headers: { Authorization: auth } } } } };
