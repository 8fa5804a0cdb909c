// Writes the framework table of the product from the one inside the CLI: data alone, in Vercel's order.
//
//   node frameworks.mjs
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledFrameworks, cliVersion } from './vercel.mjs';

const table = join(dirname(fileURLToPath(import.meta.url)), '../../server/vercel/src/frameworks.json');

const COMMANDS = ['installCommand', 'buildCommand', 'devCommand', 'outputDirectory'];

/** `{ [key]: value }`, or nothing where the value says nothing. */
const given = (key, value) => (value === undefined || value === null || value === false ? {} : { [key]: value });

function settings(all) {
  return Object.fromEntries(COMMANDS.filter((key) => all?.[key]).map((key) => [key, { ...given('value', all[key].value), ...given('placeholder', all[key].placeholder) }]));
}

function entry(framework) {
  const { slug, name, website, demo, envPrefix, experimental, runtimeFramework, useRuntime, ignoreRuntimes, supersedes, detectors } = framework;
  return {
    slug,
    name,
    ...given('website', website),
    ...given('demo', demo),
    ...given('envPrefix', envPrefix),
    ...given('experimental', experimental),
    ...given('runtimeFramework', runtimeFramework),
    ...given('useRuntime', useRuntime),
    ...given('ignoreRuntimes', ignoreRuntimes),
    ...given('supersedes', supersedes),
    ...given('detectors', detectors),
    settings: settings(framework.settings),
  };
}

const { frameworks, version } = await bundledFrameworks();
const source = { package: '@vercel/frameworks', version, cli: cliVersion, license: 'Apache-2.0', count: frameworks.length };
const lines = frameworks.map((framework) => JSON.stringify(entry(framework)));
writeFileSync(table, `{ "source": ${JSON.stringify(source)},\n"frameworks": [\n${lines.join(',\n')}\n]}\n`);
