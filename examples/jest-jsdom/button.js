import { startInstances } from "tencentcloud-edge";

/** What is tested: a button that starts machines and says how many are on. */
export function startButton(ids, options) {
  const button = document.createElement("button");
  button.textContent = "Start";
  button.addEventListener("click", async () => {
    button.disabled = true;
    const { instances } = await startInstances(ids, options);
    button.textContent = `${instances.filter(({ outcome }) => outcome === "done").length} started`;
    button.dispatchEvent(new Event("started"));
  });
  return button;
}
