// The code of a module that runs for one purpose. A module is downloaded before any of it runs, and most of it isn't for what comes first.
//
// What is looked at are stretches of code: instructions that follow each other until a branch may lead elsewhere. Numbers of sections and
// instructions: https://webassembly.github.io/spec/core/binary/

const SECTION = { import: 2, global: 6, export: 7, code: 10 };
const KIND = { function: 0, global: 3 };
const OP = { unreachable: 0x00, block: 0x02, loop: 0x03, if: 0x04, else: 0x05, end: 0x0b, brIf: 0x0d, brTable: 0x0e, callIndirect: 0x11, globalGet: 0x23, globalSet: 0x24, constant: 0x41, or: 0x72, more: 0xfc };
const I32 = 0x7f;
/** The stretches that a global has a bit for. */
const BITS = 32;

/** The module with globals that tell which stretches of code ran: `ran` reads them from its exports. */
export function counted(module) {
  const sections = read(module);
  const [imports, globals, exports, code] = [SECTION.import, SECTION.global, SECTION.export, SECTION.code].map((type) => sections.find((section) => section.type === type));
  if (importsMore(imports.bytes)) throw new Error("only a module that imports nothing but functions can be counted");
  const [first] = unsigned(globals.bytes, 0);
  let count = 0;
  const bodies = items(code.bytes).map((body) => {
    const parts = [];
    let from = 0;
    for (const { start } of stretches(body)) {
      const global = leb(first + Math.floor(count / BITS));
      parts.push(body.subarray(from, start), Buffer.from([OP.globalGet, ...global, OP.constant, ...signed(1 << count % BITS), OP.or, OP.globalSet, ...global]));
      from = start;
      count += 1;
    }
    return Buffer.concat([...parts, body.subarray(from)]);
  });
  code.bytes = written(bodies);
  const added = Array.from({ length: Math.ceil(count / BITS) }, (_, index) => index);
  globals.bytes = appended(globals.bytes, added.map(() => [I32, 1, OP.constant, 0, OP.end]));
  exports.bytes = appended(exports.bytes, added.map((index) => [...text(name(index)), KIND.global, ...leb(first + index)]));
  return write(sections);
}

/** Whether a stretch ran in the instance of a counted module that has these exports. */
export function ran(exports, stretch) {
  return (exports[name(Math.floor(stretch / BITS))].value & (1 << stretch % BITS)) !== 0;
}

/** The module without the stretches of code for which `isNeeded` says no: whoever gets there gets a `WebAssembly.RuntimeError`. */
export function only(module, isNeeded) {
  const sections = read(module);
  const code = sections.find(({ type }) => type === SECTION.code);
  let count = 0;
  const bodies = items(code.bytes).map((body) => {
    const found = stretches(body).map((stretch) => ({ ...stretch, isNeeded: isNeeded(count++) }));
    if (!found[0].isNeeded) return Buffer.from([0, OP.unreachable, OP.end]);
    const parts = [];
    let from = 0;
    for (const { start, end, isNeeded } of found) {
      if (isNeeded || start < from) continue;
      parts.push(body.subarray(from, start), Buffer.from([OP.unreachable]));
      from = end;
    }
    return Buffer.concat([...parts, body.subarray(from)]);
  });
  code.bytes = written(bodies);
  return write(sections);
}

const name = (index) => `ran ${index}`;

/** The stretches of a function: where each starts, and where the block ends that it is in. Nothing from one to the other runs if its start doesn't. */
function stretches(body) {
  let at = instructions(body);
  const found = [];
  /** The stretches of each block around a place. */
  const blocks = [[]];
  const skip = () => ([, at] = unsigned(body, at));
  const begin = () => {
    const stretch = { start: at, end: body.length };
    found.push(stretch);
    blocks.at(-1).push(stretch);
  };
  begin();
  while (blocks.length > 0) {
    const op = body[at];
    at += 1;
    switch (op) {
      case OP.block:
      case OP.loop:
      case OP.if:
        skip();
        blocks.push([]);
        if (op === OP.if) begin();
        break;
      case OP.else:
      case OP.end:
        for (const stretch of blocks.pop()) stretch.end = at - 1;
        if (op === OP.else) blocks.push([]);
        if (blocks.length > 0) begin();
        break;
      case OP.brIf:
        skip();
        begin();
        break;
      case OP.brTable:
        for (let labels = unsigned(body, at)[0] + 2; labels > 0; labels -= 1) skip();
        break;
      default:
        at = operands(body, at, op);
    }
  }
  return found;
}

/** Where the operands of an instruction end that is neither a branch nor a block. */
function operands(body, at, op) {
  const after = (count) => {
    for (; count > 0; count -= 1) [, at] = unsigned(body, at);
    return at;
  };
  if (op === 0x44) return at + 8;
  if (op === 0x43) return at + 4;
  if (op === OP.callIndirect || (op >= 0x28 && op <= 0x3e)) return after(2);
  if (op === 0x0c || op === 0x10 || (op >= 0x20 && op <= 0x26) || (op >= 0x3f && op <= 0x42) || op === 0xd0 || op === 0xd2) return after(1);
  if (op === OP.more) {
    const [which] = unsigned(body, at);
    if (which <= 7) return after(1);
    // Of memories and tables: one or two of them.
    if (which <= 17) return after([8, 10, 12, 14].includes(which) ? 3 : 2);
  }
  if (op <= 0x01 || op === 0x0f || op === 0x1a || op === 0x1b || (op >= 0x45 && op <= 0xc4)) return at;
  throw new Error(`an instruction that isn't known: ${op}`);
}

/** The sections of a module. */
function read(module) {
  const sections = [];
  for (let at = 8; at < module.length; ) {
    const [size, start] = unsigned(module, at + 1);
    sections.push({ type: module[at], bytes: module.subarray(start, start + size) });
    at = start + size;
  }
  return sections;
}

function write(sections) {
  return Buffer.concat([Buffer.from("\0asm\x01\0\0\0", "latin1"), ...sections.flatMap(({ type, bytes }) => [Buffer.from([type, ...leb(bytes.length)]), bytes])]);
}

/** The functions of a section, each preceded by its size. */
function items(bytes) {
  let [count, at] = unsigned(bytes, 0);
  const found = [];
  for (; count > 0; count -= 1) {
    const [size, start] = unsigned(bytes, at);
    at = start + size;
    found.push(bytes.subarray(start, at));
  }
  return found;
}

function written(bodies) {
  return Buffer.concat([Buffer.from(leb(bodies.length)), ...bodies.flatMap((body) => [Buffer.from(leb(body.length)), body])]);
}

/** A section with more items. */
function appended(bytes, more) {
  const [count, at] = unsigned(bytes, 0);
  return Buffer.concat([Buffer.from(leb(count + more.length)), bytes.subarray(at), Buffer.from(more.flat())]);
}

/** Where the instructions of a body begin: after its groups of locals, each a number and a type. */
function instructions(body) {
  let [groups, at] = unsigned(body, 0);
  for (; groups > 0; groups -= 1) at = unsigned(body, at)[1] + 1;
  return at;
}

/** Whether a section of imports has others than functions. */
function importsMore(bytes) {
  let [count, at] = unsigned(bytes, 0);
  for (; count > 0; count -= 1) {
    for (let names = 2; names > 0; names -= 1) {
      const [length, start] = unsigned(bytes, at);
      at = start + length;
    }
    if (bytes[at] !== KIND.function) return true;
    [, at] = unsigned(bytes, at + 1);
  }
  return false;
}

/** A number of WebAssembly's (LEB128), and where it ends. */
function unsigned(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7, at += 1) {
    value += (bytes[at] & 0x7f) * 2 ** shift;
    if (bytes[at] < 0x80) return [value, at + 1];
  }
}

function leb(value) {
  const bytes = [];
  for (; value > 0x7f; value = Math.floor(value / 128)) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value];
}

/** A 32-bit integer with a sign. */
function signed(value) {
  const bytes = [];
  for (; value < -64 || value > 63; value >>= 7) bytes.push((value & 0x7f) | 0x80);
  return [...bytes, value & 0x7f];
}

function text(value) {
  return [...leb(value.length), ...Buffer.from(value, "latin1")];
}
