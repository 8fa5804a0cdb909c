// Whether text can be read on what is behind it: the ratio of contrast that WCAG 2 asks for.

/** The texts on a page whose contrast is below 4.5, each with its ratio. Runs in the page: it uses nothing from outside. */
export function faintTexts(body) {
  const canvas = body.ownerDocument.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parse = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return { channels: [red, green, blue], alpha: alpha / 255 };
  };
  const over = ({ channels, alpha }, below) => channels.map((channel, index) => channel * alpha + below[index] * (1 - alpha));
  const background = (element) => {
    if (!element) return [255, 255, 255];
    const own = parse(getComputedStyle(element).backgroundColor);
    return own.alpha === 1 ? own.channels : over(own, background(element.parentElement));
  };
  const luminance = (channels) => {
    const [red, green, blue] = channels.map((channel) => {
      const part = channel / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const faint = [];
  for (const element of body.querySelectorAll("*")) {
    const text = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent.trim()).join(" ").trim();
    if (text === "" || !element.checkVisibility() || ["SCRIPT", "STYLE"].includes(element.tagName)) continue;
    const behind = background(element);
    const [brighter, darker] = [luminance(over(parse(getComputedStyle(element).color), behind)), luminance(behind)].sort((one, other) => other - one);
    const ratio = (brighter + 0.05) / (darker + 0.05);
    if (ratio < 4.5) faint.push(`${text.slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return faint;
}
