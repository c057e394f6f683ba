
"use strict";
{
    const margin = 10;
    const width = 1200 - 2 * margin;
    const characterWidth = 7.3;
    const byId = id => document.getElementById(id);

    const frames = [...document.querySelectorAll(".frame")].map(element => ({
        element,
        start: Number(element.dataset.start),
        samples: Number(element.dataset.samples),
        depth: Number(element.dataset.depth),
        title: element.querySelector("title").textContent,
        rect: element.querySelector("rect"),
        text: element.querySelector("text"),
        get end() { return this.start + this.samples; },
        get name() { return this.text.dataset.name; },
    }));
    const root = frames[0];

    // Names are set as text, never as markup: they come from the programs that were sampled.
    function place(frame, x, frameWidth) {
        frame.rect.setAttribute("x", x);
        frame.rect.setAttribute("width", frameWidth);
        frame.text.setAttribute("x", x + 3);
        const room = Math.floor((frameWidth - 6) / characterWidth);
        frame.text.textContent = room < 3 ? "" : frame.name.length <= room ? frame.name : frame.name.slice(0, room - 2) + "..";
    }

    // Gives the whole width to one frame. Its callers stay below it, and all other frames are hidden.
    function zoom(target) {
        for (const frame of frames) {
            const isInner = frame.depth >= target.depth && frame.start >= target.start && frame.end <= target.end;
            const isOuter = frame.depth < target.depth && frame.start <= target.start && frame.end >= target.end;
            frame.element.classList.toggle("hidden", !isInner && !isOuter);
            frame.element.classList.toggle("outer", isOuter);
            if (isInner) {
                place(frame, margin + (frame.start - target.start) / target.samples * width, frame.samples / target.samples * width);
            } else if (isOuter) {
                place(frame, margin, width);
            }
        }

        document.documentElement.classList.toggle("zoomed", target !== root);
    }

    function matcher(pattern) {
        try {
            const expression = new RegExp(pattern, "i");
            return name => expression.test(name);
        } catch {
            return name => name.includes(pattern);
        }
    }

    // Highlights the frames whose names match. A matching frame within another matching frame does not count twice.
    function search(pattern) {
        const matches = pattern ? matcher(pattern) : () => false;
        let matched = 0, end = 0;
        for (const frame of frames) { // Outer frames come before inner frames, and left frames before right frames.
            const isMatch = matches(frame.name);
            frame.element.classList.toggle("match", isMatch);
            if (isMatch && frame.start >= end) {
                matched += frame.samples;
                end = frame.end;
            }
        }

        byId("matched").textContent = pattern ? `Matched: ${(100 * matched / root.samples).toFixed(2)}%` : "";
        byId("search").textContent = pattern ? "Reset search" : "Search";
    }

    function toggleSearch() {
        search(byId("matched").textContent ? "" : prompt("Function name or regular expression:"));
    }

    if (root) {
        for (const frame of frames) {
            frame.element.addEventListener("click", () => zoom(frame));
            frame.element.addEventListener("mouseenter", () => byId("details").textContent = frame.title);
            frame.element.addEventListener("mouseleave", () => byId("details").textContent = "");
        }

        byId("reset").addEventListener("click", () => zoom(root));
        byId("search").addEventListener("click", toggleSearch);
        addEventListener("keydown", event => {
            if (event.key === "f" && (event.ctrlKey || event.metaKey)) {
                event.preventDefault();
                toggleSearch();
            } else if (event.key === "Escape") {
                zoom(root);
            }
        });
        zoom(root);
        scrollTo(0, document.documentElement.scrollHeight);
    }
}
