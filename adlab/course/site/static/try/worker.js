/*
 * Python, in a thread of its own: it is ended by ending this worker. It is told what to load, says
 * "ready", and then answers each request by what adlab/course/site/in_browser.py makes of it.
 */

/* Calls within calls: more of them would fill the stack of the browser, which ends Python itself. */
const DEEPEST = 350;

let answer = null;

async function fetched(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
  return response.arrayBuffer();
}

/* Archives are fetched while Python starts. The course, as a tar, has a place inside of adlab. */
async function start({ python, archives }) {
  const bytes = archives.map(fetched);
  const { loadPyodide } = await import(`${python}pyodide.mjs`);
  const pyodide = await loadPyodide({ indexURL: python });
  self.postMessage({ progress: "numpy" });
  await pyodide.loadPackage(["numpy", "sqlite3"], { messageCallback: () => {} });
  self.postMessage({ progress: "adlab" });
  const site = pyodide.runPython("import site; site.getsitepackages()[0]");
  for (const [k, address] of archives.entries()) {
    const wheel = address.endsWith(".whl");
    const extractDir = wheel ? site : `${site}/adlab/_data`;
    pyodide.unpackArchive(await bytes[k], wheel ? "zip" : "gztar", { extractDir });
  }
  pyodide.runPython(`import sys; sys.setrecursionlimit(${DEEPEST})`);
  answer = pyodide.runPython("import importlib; importlib.invalidate_caches(); from adlab.course.site.in_browser import answer; answer");
  self.postMessage({ ready: true });
}

self.onmessage = async ({ data }) => {
  try {
    if (data.python) await start(data);
    else self.postMessage({ id: data.id, ...JSON.parse(answer(JSON.stringify(data))) });
  } catch (error) {
    self.postMessage({ id: data.id, failed: String(error?.message ?? error) });
  }
};
