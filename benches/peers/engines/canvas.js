// A canvas of the window's size, for the floors, which have no library to make one.

export function canvasIn(element) {
  const canvas = document.createElement("canvas");
  canvas.width = innerWidth;
  canvas.height = innerHeight;
  canvas.style.cssText = "width:100%;height:100%;display:block";
  element.appendChild(canvas);
  return canvas;
}
