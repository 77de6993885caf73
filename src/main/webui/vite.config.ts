import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** The server that `npm run dev` shows; the console's own session is used, as in production. */
const server = process.env['FIXPOINT_URL'] ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: process.env['FIXPOINT_CONSOLE_OUT'] ?? '../../../target/classes/META-INF/resources',
    emptyOutDir: true,
    // A font inside of a style sheet would need `data:` in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
  },
  server: {
    proxy: Object.fromEntries(['/api', '/q'].map((path) => [path, { target: server, changeOrigin: true }])),
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}'],
  },
});
