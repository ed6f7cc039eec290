// A reader's pointer on a drawing. A mouse draws at once; a finger may want to scroll, so that its first pixels tell: a
// tap draws a point, a stroke across draws, and one along the page is left to the page.

const SLOP = 6; // pixels within which a finger has not said yet what it wants

// `draw(event, first)` follows the pointer where `wanted(event)`; `atOnce(event)` is where no finger wants to scroll.
export const pointing = (surface, { draw, wanted = () => true, atOnce = () => false }) => {
  let down = null, drawing = false;
  const begin = () => {
    drawing = true;
    surface.setPointerCapture(down.pointerId);
    draw(down, true);
  };
  const end = () => (down = null);

  surface.addEventListener("pointerdown", (event) => {
    if (event.button || !event.isPrimary || !wanted(event)) return;
    down = event;
    drawing = false;
    if (event.pointerType !== "mouse" && !atOnce(event)) return;
    event.preventDefault();
    begin();
  });
  surface.addEventListener("pointermove", (event) => {
    if (!down || event.pointerId !== down.pointerId) return;
    if (!drawing) {
      const [across, along] = [event.clientX - down.clientX, event.clientY - down.clientY].map(Math.abs);
      if (Math.max(across, along) < SLOP) return;
      if (along > across) return end();
      begin();
    }
    draw(event, false);
  });
  surface.addEventListener("pointerup", () => {
    if (down && !drawing) draw(down, true);
    end();
  });
  surface.addEventListener("pointercancel", end); // the page scrolls
};
