// What is known to differ between svc-lsp and the build's output, and why it is left (`open.json`).
import { readFileSync } from 'node:fs';

export const kinds = JSON.parse(readFileSync(new URL('./open.json', import.meta.url), 'utf8'));

/** The kind, or `undefined`. */
export function openKind({ project, request, theirs, found, steps }) {
  const text = JSON.stringify(project.config);
  const isService = project.kind !== 'plain';
  if (isService && /^\/(index|fastapi)\/?(\?|$)/.test(request.url) && theirs.who.startsWith('service')) return 'internal-name';
  if (!found.includes('received')) return undefined;
  if (isService && text.includes('"request.path"')) return 'path-transform';
  if (project.config.services && text.includes('"path":') && steps.some((step) => /^(rewrite|route) .*(passed|continued)/.test(step))) return 'selected-path';
  if (project.kind === 'v1' && steps.some((step) => /^(rewrite|route|hostRewrite) .*(passed|continued|rewritten)/.test(step))) return 'rewritten-into-python';
  return undefined;
}
