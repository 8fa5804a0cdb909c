// The mistakes that people make most, each with the fix of ours that is applied and the file that it must leave: one that Vercel accepts.

const EXPRESS = { 'api/package.json': '{ "dependencies": { "express": "5" } }', 'api/src/index.ts': "import express from 'express'\n" };
const FASTAPI = { 'backend/requirements.txt': 'fastapi\n', 'backend/main.py': 'from fastapi import FastAPI\napp = FastAPI()\n' };
const WEB = { 'package.json': '{ "dependencies": { "next": "16" } }' };
const FUNCTION = { 'api/report.ts': '' };

const TO_API = '"rewrites": [{ "source": "/api(/.*)?", "destination": { "service": "api" } }]';
const TO_WEB = '"rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }]';
const rewrite = (source, destination = '/index.html') => `{\n  "rewrites": [\n    { "source": ${JSON.stringify(source)}, "destination": "${destination}" }\n  ]\n}\n`;
const fn = (key, settings) => `{\n  "functions": {\n    "${key}": { ${settings} }\n  }\n}\n`;

/** `[what, files, written, the titles of the fixes to apply, fixed, settings]` */
const MISTAKES = [
  [
    'services without entrypoint', EXPRESS,
    `{\n  "services": {\n    "api": {\n      "root": "api"\n    }\n  },\n  ${TO_API}\n}\n`,
    ['Add `"entrypoint": "src/index.ts"`'],
    `{\n  "services": {\n    "api": {\n      "root": "api",\n      "entrypoint": "src/index.ts"\n    }\n  },\n  ${TO_API}\n}\n`,
  ],
  [
    'services without entrypoint, Python', FASTAPI,
    `{ "services": { "api": { "root": "backend" } }, ${TO_API} }\n`,
    ['Add `"entrypoint": "main.py"`'],
    `{ "services": { "api": { "root": "backend", "entrypoint": "main.py" } }, ${TO_API} }\n`,
  ],
  [
    'experimentalServices without entrypoint', FASTAPI,
    '{ "experimentalServices": { "api": { "root": "backend", "runtime": "python", "routePrefix": "/api" } } }\n',
    ['Add `"entrypoint": "main.py"`'],
    '{ "experimentalServices": { "api": { "root": "backend", "runtime": "python", "routePrefix": "/api", "entrypoint": "main.py" } } }\n',
  ],
  ['nested group', {}, rewrite('/(.*\\.(js|css))'), ['Change to `/(.*\\.(?:js|css))`'], rewrite('/(.*\\.(?:js|css))')],
  ['anchors', {}, rewrite('^/api(?:/.*)?$'), ['Change to `/api(/.*)?`'], rewrite('/api(/.*)?')],
  ['lookahead', {}, rewrite('/(?!api)(.*)'), ['Change to `/((?!api).*)`'], rewrite('/((?!api).*)')],
  ['star', {}, rewrite('/api/*'), ['Change to `/api/(.*)`'], rewrite('/api/(.*)')],
  ['dot star', {}, rewrite('/api/.*'), ['Change to `/api/(.*)`'], rewrite('/api/(.*)')],
  ['query in a source', {}, rewrite('/x?y=1'), ['Change to `/x` and add `has`'], rewrite('/x').replace(' }\n', ', "has": [{ "type": "query", "key": "y", "value": { "eq": "1" } }] }\n')],
  ['framework syntax', {}, rewrite('/blog/[slug]', '/post'), ['Change to `:slug`'], rewrite('/blog/:slug', '/post')],
  ['unnamed segment', {}, rewrite('/blog/(.*)', '/post/:1'), ['Change to `$1`'], rewrite('/blog/(.*)', '/post/$1')],
  ['functions that match nothing', FUNCTION, fn('api/reports.ts', '"maxDuration": 60'), ['Change to `api/report.ts`'], fn('api/report.ts', '"maxDuration": 60')],
  ['runtime of Node.js', FUNCTION, fn('api/report.ts', '"runtime": "nodejs20.x", "maxDuration": 60'), ['Remove `runtime`'], fn('api/report.ts', '"maxDuration": 60')],
  ['runtime without a version', FUNCTION, fn('api/report.ts', '"maxDuration": 60, "runtime": "@vercel/node@3"'), ['Remove `runtime`'], fn('api/report.ts', '"maxDuration": 60')],
  ['runtime edge', FUNCTION, fn('api/report.ts', '"runtime": "edge", "maxDuration": 60'), ['Remove `runtime`'], fn('api/report.ts', '"maxDuration": 60')],
  ['community runtime without a full version', { 'api/index.php': '' }, fn('api/index.php', '"runtime": "vercel-php@0.7"'), ['Change to `vercel-php@0.7.0`'], fn('api/index.php', '"runtime": "vercel-php@0.7.0"')],
  ['cron with names', FUNCTION, '{ "framework": null, "crons": [{ "path": "/api/report", "schedule": "0 9 * JAN MON-FRI" }] }\n', ['Change to `1`', 'Change to `1-5`'], '{ "framework": null, "crons": [{ "path": "/api/report", "schedule": "0 9 * 1 1-5" }] }\n'],
  ['cron with seconds', FUNCTION, '{ "framework": null, "crons": [{ "path": "/api/report", "schedule": "0 30 9 * * *" }] }\n', ['Change to `30 9 * * *`'], '{ "framework": null, "crons": [{ "path": "/api/report", "schedule": "30 9 * * *" }] }\n'],
  ['cron with a nickname', FUNCTION, '{ "framework": null, "crons": [{ "path": "/api/report", "schedule": "@midnight" }] }\n', ['Change to `0 0 * * *`'], '{ "framework": null, "crons": [{ "path": "/api/report", "schedule": "0 0 * * *" }] }\n'],
  [
    'cron by the hour on Hobby', FUNCTION,
    '{ "framework": null, "crons": [{ "path": "/api/report", "schedule": "0 * * * *" }] }\n',
    ['Change to `0 0 * * *` (once a day)'],
    '{ "framework": null, "crons": [{ "path": "/api/report", "schedule": "0 0 * * *" }] }\n',
    { plan: 'hobby' },
  ],
  ['functions and builds', FUNCTION, '{\n  "builds": [{ "src": "api/*.ts", "use": "@vercel/node" }],\n  "functions": { "api/*.ts": { "maxDuration": 30 } }\n}\n', ['Remove `builds`'], '{\n  "functions": { "api/*.ts": { "maxDuration": 30 } }\n}\n'],
  ['comment in a cron', FUNCTION, '{ "framework": null, "crons": [{ "_comment": "nightly", "path": "/api/report", "schedule": "0 3 * * *" }] }\n', ['Remove `_comment`'], '{ "framework": null, "crons": [{ "path": "/api/report", "schedule": "0 3 * * *" }] }\n'],
  ['comment at the top', {}, '{\n  "_comment": "our site",\n  "cleanUrls": true\n}\n', ['Remove `_comment`'], '{\n  "cleanUrls": true\n}\n'],
  ['public', {}, '{\n  "cleanUrls": true,\n  "public": true\n}\n', ['Remove `public`'], '{\n  "cleanUrls": true\n}\n'],
  ['src and dest', {}, '{ "rewrites": [{ "src": "/a", "dest": "/b" }] }\n', ['Rename to `source`', 'Rename to `destination`'], '{ "rewrites": [{ "source": "/a", "destination": "/b" }] }\n'],
  ['images without sizes', {}, '{ "images": { "domains": ["example.com"] } }\n', ['Add `"sizes": [640, 1080, 1920]`'], '{ "images": { "domains": ["example.com"], "sizes": [640, 1080, 1920] } }\n'],
  ['headers as an object', {}, '{ "headers": [{ "source": "/(.*)", "headers": { "X-Frame-Options": "DENY" } }] }\n', ['Change to `[{ "key": "X-Frame-Options", "value": "DENY" }]`'], '{ "headers": [{ "source": "/(.*)", "headers": [{ "key": "X-Frame-Options", "value": "DENY" }] }] }\n'],
  [
    'build settings beside services', { ...WEB, ...EXPRESS },
    `{\n  "buildCommand": "pnpm build",\n  "framework": "nextjs",\n  "services": {\n    "web": { "root": "." },\n    "api": { "root": "api", "entrypoint": "src/index.ts" }\n  },\n  "rewrites": [\n    { "source": "/api(/.*)?", "destination": { "service": "api" } },\n    { "source": "/(.*)", "destination": { "service": "web" } }\n  ]\n}\n`,
    ['Move these settings into `web`'],
    `{\n  "services": {\n    "web": { "root": ".", "buildCommand": "pnpm build", "framework": "nextjs" },\n    "api": { "root": "api", "entrypoint": "src/index.ts" }\n  },\n  "rewrites": [\n    { "source": "/api(/.*)?", "destination": { "service": "api" } },\n    { "source": "/(.*)", "destination": { "service": "web" } }\n  ]\n}\n`,
  ],
  [
    'the preset Services beside services', EXPRESS,
    `{ "framework": "services", "services": { "api": { "root": "api", "entrypoint": "src/index.ts" } }, ${TO_API} }\n`,
    ['Remove `framework`'],
    `{ "services": { "api": { "root": "api", "entrypoint": "src/index.ts" } }, ${TO_API} }\n`,
  ],
  ['headers of every path as an object', {}, '{ "headers": { "X-Frame-Options": "DENY" } }\n', ['Change to an array of objects'], '{ "headers": [\n  {\n    "source": "/(.*)",\n    "headers": [{ "key": "X-Frame-Options", "value": "DENY" }]\n  }\n] }\n'],
  ['redirects as an object', {}, '{ "redirects": { "/old": "/new" } }\n', ['Change to an array of objects'], '{ "redirects": [\n  { "source": "/old", "destination": "/new" }\n] }\n'],
  ['cron with a nickname that is too short', FUNCTION, '{ "framework": null, "crons": [{ "path": "/api/report", "schedule": "@daily" }] }\n', ['Change to `"0 0 * * *"`'], '{ "framework": null, "crons": [{ "path": "/api/report", "schedule": "0 0 * * *" }] }\n'],
  [
    'services as an array', FASTAPI,
    `{ "services": [{ "name": "api", "root": "backend", "entrypoint": "main.py" }], ${TO_API} }\n`,
    ['Change to `{ "api": { "root": "backend", "entrypoint": "main.py" } }`'],
    `{ "services": { "api": { "root": "backend", "entrypoint": "main.py" } }, ${TO_API} }\n`,
  ],
  [
    'a folder for a service', { 'web/package.json': WEB['package.json'] },
    `{ "services": { "web": "web" }, ${TO_WEB} }\n`,
    ['Change to `{ "root": "web" }`'],
    `{ "services": { "web": { "root": "web" } }, ${TO_WEB} }\n`,
  ],
  [
    'workspace of a service', { 'web/package.json': WEB['package.json'] },
    `{ "services": { "web": { "workspace": "web" } }, ${TO_WEB} }\n`,
    ['Rename to `root`'],
    `{ "services": { "web": { "root": "web" } }, ${TO_WEB} }\n`,
  ],
  [
    'settings of functions on a service', FASTAPI,
    `{ "services": { "api": { "root": "backend", "entrypoint": "main.py", "maxDuration": 60, "memory": 1024 } }, ${TO_API} }\n`,
    ['Move `maxDuration` into `functions` for `main.py`', 'Move `memory` into `functions` for `main.py`'],
    `{ "services": { "api": { "root": "backend", "entrypoint": "main.py", "functions": { "main.py": { "maxDuration": 60, "memory": 1024 } } } }, ${TO_API} }\n`,
  ],
];

/** The cases. */
export function mistakes() {
  return MISTAKES.map(([name, files, written, fixes, fixed, settings]) => ({ name, kind: 'fixed', files: { 'vercel.json': written, ...files }, fixes, fixed, ...(settings ? { settings } : {}) }));
}
