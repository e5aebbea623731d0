/** Runs something; how long the event loop did not turn meanwhile, at most: on the wall, and in CPU time. */
export async function longestStall(run) {
  let wall = 0;
  let cpu = 0;
  let lastTurn = performance.now();
  let lastUsage = process.cpuUsage();
  let running = true;
  const turn = () => {
    const now = performance.now();
    const { user, system } = process.cpuUsage(lastUsage);
    wall = Math.max(wall, now - lastTurn);
    cpu = Math.max(cpu, (user + system) / 1000);
    lastTurn = performance.now();
    lastUsage = process.cpuUsage();
    if (running) setImmediate(turn);
  };
  setImmediate(turn);
  await run();
  running = false;
  turn();
  return { wall, cpu };
}
