// One source of news for all tabs of a browser: a browser opens only six connections to a server.
import { LiveSource } from "./source.js";

const ports = new Set();
const source = new LiveSource((message) => {
  for (const port of ports) port.postMessage(message);
});

self.onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    if (data.kind === "leave") ports.delete(port);
    if (data.kind === "refresh") source.refresh();
  };
  for (const message of source.state()) port.postMessage(message);
  ports.add(port);
};
