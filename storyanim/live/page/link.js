// The line to the server: commands go out, news and pictures come in. It is taken up again when it breaks; what was
// written meanwhile is sent then, what was pressed is not.

const HEADER = 36;
const WRITTEN = ["edit", "sketch", "story"];

export function openLink(address, { onNews, onPicture, onOpen, onLost }) {
  let socket = null;
  let wait = 250;
  const waiting = new Map(); // the newest of each field

  function connect() {
    socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${address}`);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      wait = 250;
      waiting.forEach((text) => socket.send(text));
      waiting.clear();
      onOpen?.();
    };
    socket.onmessage = ({ data }) => (typeof data === "string" ? onNews?.(JSON.parse(data)) : onPicture?.(picture(data)));
    socket.onclose = () => {
      onLost?.();
      setTimeout(connect, wait);
      wait = Math.min(4000, wait * 2);
    };
  }

  connect();
  return {
    send(command) {
      const { type, shot, field, who } = command;
      const text = JSON.stringify(command);
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
      else if (WRITTEN.includes(type)) waiting.set([type, shot, field, who].join(" "), text);
    },
  };
}

export function picture(buffer) {
  const view = new DataView(buffer);
  const digest = [...new Uint8Array(buffer, 20, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return {
    kind: view.getUint8(0) === 1 ? "frame" : "scene",
    version: view.getUint32(4),
    number: view.getUint32(8),
    pts: view.getFloat64(12),
    digest,
    jpeg: new Blob([new Uint8Array(buffer, HEADER)], { type: "image/jpeg" }),
  };
}
