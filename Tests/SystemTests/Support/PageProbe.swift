/// What a walk asks of a page as a reader sees it, in JavaScript.
enum PageProbe {
    /// How far the page is wider than its window, in pixels.
    static let overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

    /// Every text on the page by itself, those of controls included.
    static let texts = """
        (() => {
          const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) found.push(walker.currentNode.textContent.trim());
          for (const name of ["placeholder", "aria-label", "title", "data-empty"]) {
            for (const element of document.querySelectorAll(`[${name}]`)) found.push(element.getAttribute(name).trim());
          }
          return [...new Set(found.filter(Boolean))];
        })()
        """

    /// Visible texts whose contrast with what is behind them is below 4.5 to 1 (3 to 1 for large ones), as WCAG 2 counts it.
    static let faintTexts = """
        (() => {
          const color = (text) => {
            const numbers = (text.match(/-?[\\d.]+(e-?\\d+)?/g) || [0, 0, 0, 0]).map(Number);
            const scale = text.startsWith("color(") ? 255 : 1;
            return { rgb: numbers.slice(0, 3).map((one) => one * scale), alpha: numbers.length > 3 ? numbers[3] : 1 };
          };
          const over = (top, under) => under.map((one, index) => top.rgb[index] * top.alpha + one * (1 - top.alpha));
          const luminance = (rgb) => {
            const [r, g, b] = rgb.map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const behind = (element) => {
            const layers = [];
            for (let at = element; at; at = at.parentElement) layers.push(color(getComputedStyle(at).backgroundColor));
            const canvas = matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
            return layers.reverse().reduce((under, top) => over(top, under), canvas);
          };
          const faint = new Set(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const text = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
            if (!text || element.closest("[aria-hidden=true], [disabled]") || !element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
            const box = element.getBoundingClientRect(), style = getComputedStyle(element);
            if (box.width < 2 || box.height < 2) continue;
            let opacity = 1;
            for (let at = element; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
            const ground = behind(element), ink = color(style.color);
            const shown = over({ rgb: ink.rgb, alpha: ink.alpha * opacity }, ground);
            const [high, low] = [luminance(shown), luminance(ground)].sort((a, b) => b - a);
            const ratio = (high + 0.05) / (low + 0.05), size = parseFloat(style.fontSize);
            const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
            if (ratio < (isLarge ? 3 : 4.5)) faint.add(`${ratio.toFixed(2)} ${element.tagName.toLowerCase()}.${element.className}: ${text.slice(0, 40)}`);
          }
          return [...faint];
        })()
        """

    /// Whether the ground of the page is dark.
    static let isDark = """
        (() => {
          const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number);
          return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
        })()
        """

    /// Waits until two frames have been painted, so that what changed has been drawn.
    static let painted = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
}
