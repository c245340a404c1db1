// Plain old syntax on purpose: this file must load on a Node that is too old for everything else.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
if (!fits) {
  console.error(`Inflight needs Node 20.19 or newer in the 20 line, or 22.12 and later; this is ${process.version}.`);
  console.error('Install a current Node from https://nodejs.org and run the command again.');
  process.exit(1);
}
