// What the build's output doesn't carry, and the router knows from the file.

const SENSITIVE = ['rewrites', 'redirects', 'headers', 'cleanUrls', 'trailingSlash'];

/** Whether upper and lower case differ: `routes` alone ignore case, any newer key makes it count. */
export const isCaseSensitive = (config) => SENSITIVE.some((key) => config[key] !== undefined);
