// What Maven runs: `node build.mjs build` builds the console into target/classes, `node build.mjs check` builds and checks
// it (types, lint, unit tests), `node build.mjs packages` only fetches what it is made of. What has not changed since the
// last time is not done again.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, '../../../target');
const output = join(target, 'classes/META-INF/resources');

function run(command, ...args) {
  return new Promise((resolve, reject) => {
    const started = spawn(command, args, { cwd: here, env: { ...process.env, NO_COLOR: '1' }, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
    started.on('error', (error) => reject(new Error(`${command} cannot be run: ${error.message}. Install Node 20.19 or newer, or build with -DskipConsole.`)));
    started.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ${args.join(' ')} ended with ${code}`))));
  });
}

function hashOf(...names) {
  const hash = createHash('sha256');
  const add = (path) => hash.update(relative(here, path)).update('\0').update(readFileSync(path));
  const walk = (path) => readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).forEach((entry) => {
    const inner = join(path, entry.name);
    entry.isDirectory() ? walk(inner) : add(inner);
  });
  names.map((name) => join(here, name)).forEach((path) => (/\.\w+$/.test(path) ? add(path) : walk(path)));
  return hash.digest('hex');
}

/** Does it unless it was done for the same files before. */
async function once(name, hash, isThere, work) {
  const stamp = join(target, `console-${name}.stamp`);
  if (isThere && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) {
    return;
  }
  rmSync(stamp, { force: true });
  await work();
  mkdirSync(target, { recursive: true });
  writeFileSync(stamp, hash);
}

/** Fetches the packages; another process that does so at the same time is waited for. */
async function packages() {
  const wanted = hashOf('package-lock.json');
  const stamp = join(here, 'node_modules/.fixpoint-lock');
  const isThere = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  const busy = join(here, '.packages-busy');
  while (!isThere()) {
    let lock;
    try {
      lock = openSync(busy, 'wx');
    } catch {
      // Left behind by a process that was killed.
      if (existsSync(busy) && Date.now() - statSync(busy).mtimeMs > 300_000) {
        rmSync(busy, { force: true });
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
      continue;
    }
    try {
      await run('npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
      writeFileSync(stamp, wanted);
    } finally {
      closeSync(lock);
      rmSync(busy, { force: true });
    }
  }
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  throw new Error(`The console is built with Node 20.19 or newer; this is ${process.version}. Install one, or build with -DskipConsole.`);
}
await packages();
if (process.argv[2] === 'packages') {
  process.exit(0);
}
const sources = hashOf('package-lock.json', 'package.json', 'index.html', 'vite.config.ts', 'tsconfig.json', 'biome.json', 'src', 'public');
const bin = (name) => join(here, 'node_modules/.bin', name);
await Promise.all([
  once('build', sources, existsSync(join(output, 'index.html')), () => run(bin('vite'), 'build', '--logLevel', 'warn')),
  ...(process.argv[2] === 'check'
    ? [
        once('types', sources, true, () => run(bin('tsc'))),
        once('lint', sources, true, () => run(bin('biome'), 'ci', '--colors=off', '--error-on-warnings', 'src', 'vite.config.ts')),
        once('tests', sources, true, () => run(bin('vitest'), 'run', '--silent', '--reporter=dot')),
      ]
    : []),
]);
