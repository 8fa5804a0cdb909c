// Run with `node --test`.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { answer, load } from './output.mjs';

/** What the interpreter answers for an output with these routes; `services` are those of services with outputs of their own. */
function ask(asked, routes, functions, services = {}) {
  const project = mkdtempSync(join(tmpdir(), 'output-'));
  const put = (path, value) => {
    const file = join(project, '.vercel', 'output', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(value));
  };
  try {
    put('config.json', { version: 3, routes });
    for (const name of functions) put(`functions/${name}.func/.vc-config.json`, {});
    for (const [name, service] of Object.entries(services)) {
      put(`services/${name}/config.json`, { version: 3, routes: service.routes });
      for (const each of service.functions) put(`services/${name}/functions/${each}.func/.vc-config.json`, {});
    }
    return answer(load(project), asked, { caseSensitive: true });
  } finally {
    rmSync(project, { recursive: true });
  }
}

const setsHeader = { type: 'response.headers', op: 'set', target: { key: 'x-one' }, args: 'set' };
const setsPath = (args) => ({ type: 'request.path', op: 'set', args });
const restates = (function_) => ({ src: '/(.*)', dest: `/${function_}`, transforms: [setsPath('/$1')] });

test('a variable is the longest name that is bound, whatever characters it has', () => {
  const location = (dest, src, has) => ask({ url: '/a/b', headers: { 'X-Plan': '12', 'x-plan-b': 'yes' } }, [{ src, has, dest: `https://example.com/${dest}` }], []).url;
  const has = [{ type: 'header', key: 'x-plan' }];
  assert.equal(location('?p=$x-plan&q=$1', '^/a/(.*)$', has), 'https://example.com/?p=12&q=b');
  assert.equal(location('$x-plan-b/$x-planned', '^/a/(.*)$', [...has, { type: 'header', key: 'x-plan-b' }]), 'https://example.com/yes/12ned');
  // `x` is bound, `x-plan` isn't.
  assert.equal(location('$x-plan', '^/(?<x>a)/.*$', []), 'https://example.com/a-plan');
  assert.equal(location('$12/$2/$0/$none', '^/(a)/.*$', []), 'https://example.com/a2//$0/$none');
});

test("a build's own route keeps what the transforms of rules have set", () => {
  const rule = { src: '^/a/(.*)$', transforms: [setsHeader, setsPath('/set/$1')], continue: true };
  const ofV1 = { src: '^(?=/a(?:/|$))(?:/a(?:/(.*))?$)', dest: '/_svc/web/index', transforms: [setsPath('/a/$1')] };
  const v1 = (...routes) => ask({ url: '/a/b' }, [...routes, { handle: 'filesystem' }, ofV1], ['_svc/web/index']);
  assert.deepEqual(v1(rule).headers, [['x-one', 'set']]);
  assert.equal(v1(rule).received.path, '/set/b');
  assert.deepEqual(v1().headers, []);
  assert.equal(v1().received.path, '/a/b');

  const handOver = { src: '^/(.*)$', destination: { type: 'service', service: 'web' } };
  const v2 = (top, inner) => ask({ url: '/a/b' }, [...top, handOver], [], { web: { routes: [...inner, { handle: 'filesystem' }, restates('index')], functions: ['index'] } });
  for (const made of [v2([rule], []), v2([], [rule])]) {
    assert.deepEqual(made.headers, [['x-one', 'set']]);
    assert.equal(made.received.path, '/set/b');
  }
});

test('of several rules with transforms, the last one changes the response', () => {
  const first = { src: '^/.*$', transforms: [setsHeader], continue: true };
  const last = { src: '^/(.*)$', dest: '/f', transforms: [setsPath('/$1')] };
  assert.deepEqual(ask({ url: '/a' }, [first, last], ['f']).headers, []);
  assert.deepEqual(ask({ url: '/a' }, [first, { ...last, transforms: undefined }], ['f']).headers, [['x-one', 'set']]);
});

test('rules that continue put a redirect together, which is sent when their phase ends', () => {
  const slash = { src: '^/(.*)/$', headers: { Location: '/$1' }, status: 308, continue: true };
  const sent = { kind: 'redirect', status: 308, location: '/f' };
  const of = (url, ...routes) => {
    const { kind, status, location } = ask({ url }, routes, ['f', 'g']);
    return { kind, status, location };
  };
  const outcome = (...routes) => of('/f/', ...routes);
  assert.deepEqual(outcome(slash), sent);
  assert.deepEqual(outcome(slash, { src: '^/.*$', dest: '/g' }), sent);
  assert.deepEqual(outcome(slash, { handle: 'filesystem' }, { src: '^/.*$', dest: '/g' }), sent);
  assert.deepEqual(outcome({ handle: 'filesystem' }, slash), { kind: 'function', status: 200, location: undefined });
  assert.deepEqual(of('/n/', { handle: 'filesystem' }, slash, restates('g')), { ...sent, location: '/n' });
});
