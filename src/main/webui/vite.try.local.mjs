import base from './vite.config.ts';
const auth = 'Basic ' + Buffer.from('admin:admin-admin').toString('base64');
const target = 'http://127.0.0.1:8399';
const session = { name: 'session', configureServer(s) { s.middlewares.use('/api/v1/session', (q, r) => { r.setHeader('Content-Type','application/json'); r.end(JSON.stringify({ name: 'admin', roles: ['viewer','operator','author','admin'], groups: ['operators'], csrfToken: 'x', expiresAt: '' })); }); } };
export default { ...base, root: '/tmp/w/console/src/main/webui', cacheDir: '/tmp/w/console-run/vite-cache', plugins: [...base.plugins, session], server: { port: 5299, strictPort: true, proxy: { '/api': { target, headers: { Authorization: auth } } } } };
