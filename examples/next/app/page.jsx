"use client";

import { useEffect, useState } from "react";

const list = () => fetch("/api/instances").then((reply) => reply.json());

export default function Page() {
  const [instances, setInstances] = useState([]);
  const [said, setSaid] = useState("");
  useEffect(() => {
    list().then(setInstances);
  }, []);
  const stopped = instances.filter(({ state }) => state === "STOPPED");

  async function start() {
    setSaid("Starting…");
    const body = JSON.stringify({ ids: stopped.map(({ id }) => id) });
    const reply = await fetch("/api/start", { method: "POST", body });
    const { ok, message } = await reply.json();
    setSaid(message ?? (ok ? "All of them run." : "Not all of them run."));
    setInstances(await list());
  }

  return (
    <main>
      <h1>Start my machines</h1>
      <ul>
        {instances.map(({ id, name, state }) => (
          <li key={id}>
            {name}: {state}
          </li>
        ))}
      </ul>
      <button type="button" disabled={stopped.length === 0} onClick={start}>
        Start {stopped.length}
      </button>
      <p role="status">{said}</p>
    </main>
  );
}
