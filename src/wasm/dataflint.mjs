// The JavaScript half of engine_bridge.cc, for browsers and Node.
//
//   const dataflint = await loadDataflint(bytesOfTheWasmFile);
//   const log = dataflint.open();
//   log.beginPart("app-1");
//   for (const chunk of chunks) log.push(chunk);    // Uint8Array, decoded bytes, any size
//   const report = log.finish({ full: true });      // the parsed JSON report; finishText gives its text
//   log.close();

// The module reads no files and no clock. What is left of the system interface is an empty environment
// (simdjson asks it) and the standard error stream, for the last words of a failed assertion.
function systemInterface(memoryOf) {
  const notSupported = () => 52; // ENOSYS
  return {
    environ_get: () => 0,
    environ_sizes_get(count, bytes) {
      const view = new DataView(memoryOf().buffer);
      view.setUint32(count, 0, true);
      view.setUint32(bytes, 0, true);
      return 0;
    },
    fd_close: notSupported,
    fd_fdstat_get: notSupported,
    fd_seek: notSupported,
    fd_write(descriptor, vectors, count, writtenAt) {
      const view = new DataView(memoryOf().buffer);
      let text = "";
      let written = 0;
      for (let i = 0; i < count; ++i) {
        const start = view.getUint32(vectors + 8 * i, true);
        const size = view.getUint32(vectors + 8 * i + 4, true);
        text += new TextDecoder().decode(new Uint8Array(memoryOf().buffer, start, size));
        written += size;
      }
      console.error(text);
      view.setUint32(writtenAt, written, true);
      return 0;
    },
    proc_exit(code) {
      throw new Error(`dataflint stopped with exit code ${code}`);
    },
  };
}

export async function loadDataflint(bytes) {
  let exports = null;
  const { instance } = await WebAssembly.instantiate(bytes, {
    wasi_snapshot_preview1: systemInterface(() => exports.memory),
  });
  exports = instance.exports;
  exports._initialize();

  const maxChunk = 1 << 20;
  return {
    memoryBytes: () => exports.memory.buffer.byteLength,
    open() {
      const handle = exports.dataflint_open();
      const put = (chunk) => {
        const start = exports.dataflint_buffer(handle, chunk.length);
        new Uint8Array(exports.memory.buffer, start, chunk.length).set(chunk);
      };
      const finishText = ({ full = false, moreMayCome = false } = {}) => {
        const size = exports.dataflint_finish(handle, (full ? 1 : 0) + (moreMayCome ? 2 : 0));
        const start = exports.dataflint_json(handle);
        return new TextDecoder().decode(new Uint8Array(exports.memory.buffer, start, size));
      };
      return {
        beginPart(name) {
          const bytesOfName = new TextEncoder().encode(name);
          put(bytesOfName);
          exports.dataflint_begin_part(handle, bytesOfName.length);
        },
        push(chunk) {
          for (let i = 0; i < chunk.length; i += maxChunk) {
            const piece = chunk.subarray(i, i + maxChunk);
            put(piece);
            exports.dataflint_push(handle, piece.length);
          }
        },
        finishText,
        finish: (options) => JSON.parse(finishText(options)),
        close: () => exports.dataflint_close(handle),
      };
    },
  };
}
