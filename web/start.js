// Loads the app. A file of its own, so that the page carries no inline script and a strict
// Content-Security-Policy holds. The names are relative to the page: it may stand below any folder.

const { js, wasm } = document.querySelector('meta[name="furun-app"]').dataset;

try {
  const { default: init } = await import(new URL(js, document.baseURI));
  await init({ module_or_path: new URL(wasm, document.baseURI) });
} catch (error) {
  // Without this line a wall that cannot start would stay black and say nothing.
  const notice = document.createElement("p");
  notice.setAttribute("role", "alert");
  notice.className = "start-failed";
  notice.textContent = `福润无法启动 · Furun could not start: ${error}`;
  document.body.append(notice);
  throw error;
}
