// What the build's output doesn't carry, and the router knows from the file.

const SENSITIVE = ['rewrites', 'redirects', 'headers', 'cleanUrls', 'trailingSlash'];

const isSet = (config) => SENSITIVE.some((key) => config[key] !== undefined);

/** Whether upper and lower case differ: `routes` alone ignore case, any newer key makes it count, of the file or of a service of `services`. */
export const isCaseSensitive = (config) => isSet(config) || Object.values(config.services ?? {}).some(isSet);
