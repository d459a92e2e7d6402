"use strict";
(() => {
  const book = window.BOOK;
  const at = (id) => document.getElementById(id);
  const audio = at("audio");
  const text = at("text");
  const key = "testudo:" + book.id;
  const SKIP_SECONDS = 15;
  let chapter = -1;
  let sentences = [];
  let current = -1;
  let sleepUntil = 0;
  let sleepAtEnd = false;
  let followed = true;
  let followedUntil = 0;

  const stored = (() => {
    try {
      return JSON.parse(localStorage.getItem(key)) || {};
    } catch {
      return {};
    }
  })();

  function store(values) {
    Object.assign(stored, values);
    try {
      localStorage.setItem(key, JSON.stringify(stored));
    } catch {
      // Private windows may refuse; the player works without.
    }
  }

  function clock(seconds) {
    const whole = Math.max(0, Math.round(seconds));
    const hours = Math.floor(whole / 3600);
    const minutes = Math.floor(whole / 60) % 60;
    const rest = String(whole % 60).padStart(2, "0");
    return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
  }

  function element(name, className, content) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (content !== undefined) made.textContent = content;
    return made;
  }

  function lines(parent, words) {
    words.split("\n").forEach((line, i) => {
      if (i > 0) parent.append(document.createElement("br"));
      parent.append(line);
    });
  }

  function sentenceElement(sentence, index) {
    const span = element("span", "s");
    span.id = "s" + index;
    if (sentence.x) span.classList.add("estimated");
    if (sentence.w) {
      let from = 0;
      for (const [begin, end, start, stop] of sentence.w) {
        lines(span, sentence.t.slice(from, begin));
        const word = element("span", "w");
        lines(word, sentence.t.slice(begin, end));
        word.dataset.start = sentence.s + start / 1000;
        word.dataset.end = sentence.s + stop / 1000;
        span.append(word);
        from = end;
      }
      lines(span, sentence.t.slice(from));
    } else {
      lines(span, sentence.t);
    }
    if (sentence.s === undefined) {
      span.classList.add("silent");
    } else {
      span.tabIndex = -1;
      span.addEventListener("click", () => {
        if (!getSelection().isCollapsed) return;
        seek(sentence.s);
        play();
      });
    }
    return span;
  }

  function show(index) {
    const shown = book.chapters[index];
    text.replaceChildren();
    sentences = [];
    let number = 0;
    let headings = 0;
    if (!shown.p.some((p) => p.k === "h")) text.append(element("h2", "", shown.t));
    for (const paragraph of shown.p) {
      const name = paragraph.k !== "h" ? "p" : headings++ === 0 ? "h2" : "h3";
      const block = element(name, paragraph.k === "v" ? "verse" : "");
      paragraph.s.forEach((sentence, i) => {
        if (i > 0) block.append(" ");
        const span = sentenceElement(sentence, number++);
        if (sentence.s !== undefined) sentences.push({ span, start: sentence.s, end: sentence.e, speakers: sentence.v || [] });
        block.append(span);
      });
      text.append(block);
      if (paragraph.b) text.append(element("p", "scene", "***"));
    }
    current = -1;
    [...at("chapters").querySelectorAll("button")].forEach((button, i) =>
      button.setAttribute("aria-current", String(i === index)));
    running("");
    at("seek").max = shown.d;
  }

  /** Who speaks where a cast reads, the chapter, the book: a phone shows the beginning. */
  function running(speaker) {
    const shown = [speaker, book.chapters[chapter].t, book.title].filter((part) => part).join(" · ");
    if (at("running").textContent !== shown) at("running").textContent = shown;
  }

  function open(index, seconds, playing) {
    if (index < 0 || index >= book.chapters.length) return;
    if (index !== chapter) {
      chapter = index;
      show(index);
      audio.src = book.chapters[index].a;
      audio.playbackRate = Number(at("speed").value);
      at("announce").textContent = book.chapters[index].t;
      scrollTo(0, 0);
    }
    seek(seconds);
    if (playing) play();
    session();
  }

  let wanted = null;
  function seek(seconds) {
    followed = true;
    const limited = Math.min(Math.max(0, seconds), book.chapters[chapter].d);
    if (audio.readyState > 0) {
      wanted = null;
      audio.currentTime = limited;
    } else {
      wanted = limited;
    }
    position(limited);
  }

  audio.addEventListener("loadedmetadata", () => {
    if (wanted !== null) audio.currentTime = wanted;
    wanted = null;
    audio.playbackRate = Number(at("speed").value);
  });

  function play() {
    audio.play().catch(() => {});
  }

  function toggle() {
    if (audio.paused) play();
    else audio.pause();
  }

  function skip(seconds) {
    const target = now() + seconds;
    const length = book.chapters[chapter].d;
    if (target < 0 && chapter > 0) {
      open(chapter - 1, book.chapters[chapter - 1].d + target, !audio.paused);
    } else if (target >= length && chapter + 1 < book.chapters.length) {
      open(chapter + 1, target - length, !audio.paused);
    } else {
      seek(target);
    }
  }

  function now() {
    return wanted === null ? audio.currentTime : wanted;
  }

  /** The last sentence that has begun; a pause belongs to the sentence before it. */
  function find(seconds) {
    let low = 0;
    let high = sentences.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sentences[middle].start <= seconds + 0.001) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  function position(seconds) {
    at("seek").value = seconds;
    at("seek").setAttribute("aria-valuetext", clock(seconds));
    at("now").textContent = clock(seconds);
    at("left").textContent = "−" + clock(book.chapters[chapter].d - seconds);
    const later = book.chapters.slice(chapter + 1).reduce((sum, next) => sum + next.d, 0);
    const whole = clock(book.chapters[chapter].d - seconds + later) + " left in the book";
    if (at("whole").textContent !== whole) at("whole").textContent = whole;
    const index = find(seconds);
    if (index !== current) {
      if (current >= 0) {
        const left = sentences[current].span;
        [left, ...left.querySelectorAll(".w")].forEach((shown) => shown.classList.remove("current"));
      }
      current = index;
      if (current >= 0) {
        sentences[current].span.classList.add("current");
        follow(sentences[current].span);
      }
      store({ chapter, seconds });
    }
    if (current >= 0) {
      const { start, speakers } = sentences[current];
      const millis = (seconds - start) * 1000;
      const line = speakers.find(([, from, to]) => from <= millis && millis < to);
      running(line ? line[0] : "");
      for (const word of sentences[current].span.querySelectorAll(".w")) {
        word.classList.toggle("current",
          Number(word.dataset.start) <= seconds && seconds < Number(word.dataset.end));
      }
    }
  }

  function follow(span) {
    if (!followed) return;
    const box = span.getBoundingClientRect();
    if (box.top < 80 || box.bottom > innerHeight - 190) {
      followedUntil = Date.now() + 1200;
      span.scrollIntoView({ block: "center", behavior: "smooth" });
    }
  }

  // A reader who looks elsewhere is not pulled back until the next tap.
  ["wheel", "touchmove"].forEach((name) =>
    addEventListener(name, () => {
      if (Date.now() > followedUntil) followed = false;
    }, { passive: true }));

  function frame() {
    if (!audio.paused) {
      position(now());
      if (sleepUntil > 0 && Date.now() >= sleepUntil) {
        audio.pause();
        endSleep();
      }
      requestAnimationFrame(frame);
    }
  }

  function endSleep() {
    sleepUntil = 0;
    sleepAtEnd = false;
    at("sleep").value = "0";
  }

  audio.addEventListener("play", () => {
    document.body.classList.add("playing");
    at("play").setAttribute("aria-label", "Pause");
    requestAnimationFrame(frame);
  });
  audio.addEventListener("pause", () => {
    document.body.classList.remove("playing");
    at("play").setAttribute("aria-label", "Play");
    store({ chapter, seconds: now() });
  });
  // Animation frames stop in the background; this goes on.
  audio.addEventListener("timeupdate", () => {
    position(now());
    store({ chapter, seconds: now() });
    if (sleepUntil > 0 && Date.now() >= sleepUntil) {
      audio.pause();
      endSleep();
    }
  });
  audio.addEventListener("ended", () => {
    const stop = sleepAtEnd;
    if (stop) endSleep();
    open(chapter + 1, 0, !stop);
  });
  audio.addEventListener("error", () => {
    at("announce").textContent = "The audio of this chapter cannot be played.";
  });
  addEventListener("pagehide", () => store({ chapter, seconds: now() }));

  function session() {
    if (!("mediaSession" in navigator)) return;
    const artwork = book.cover ? [{ src: new URL(book.cover, location.href).href }] : [];
    navigator.mediaSession.metadata = new MediaMetadata({
      title: book.chapters[chapter].t, artist: book.author, album: book.title, artwork });
    const actions = {
      play, pause: () => audio.pause(), previoustrack: () => open(chapter - 1, 0, true),
      nexttrack: () => open(chapter + 1, 0, true), seekbackward: () => skip(-SKIP_SECONDS),
      seekforward: () => skip(SKIP_SECONDS),
    };
    for (const [name, act] of Object.entries(actions)) {
      navigator.mediaSession.setActionHandler(name, act);
    }
  }

  function closeContents() {
    at("contents").classList.remove("open");
    at("show-contents").setAttribute("aria-expanded", "false");
  }

  function showFound() {
    const query = at("query").value.trim().toLowerCase();
    const list = at("found");
    list.replaceChildren();
    list.hidden = query.length < 2;
    at("chapters").parentElement.hidden = !list.hidden;
    at("count").textContent = "";
    if (list.hidden) return;
    let count = 0;
    book.chapters.forEach((shown, index) => {
      for (const sentence of shown.p.flatMap((p) => p.s)) {
        const place = sentence.t.toLowerCase().indexOf(query);
        if (place < 0) continue;
        count++;
        if (count > 200) continue;
        const button = element("button");
        const end = place + query.length;
        const from = Math.max(0, place - 60);
        const mark = element("mark", "", sentence.t.slice(place, end));
        button.append(
          (from > 0 ? "…" : "") + sentence.t.slice(from, place), mark, sentence.t.slice(end, end + 90),
          element("small", "", shown.t));
        button.addEventListener("click", () => {
          closeContents();
          open(index, sentence.s === undefined ? 0 : sentence.s, true);
        });
        const item = element("li");
        item.append(button);
        list.append(item);
      }
    });
    at("count").textContent =
      count === 0 ? "Nothing found" : count === 1 ? "1 sentence" : `${count} sentences` + (count > 200 ? ", the first 200 shown" : "");
  }

  document.documentElement.lang = book.language;
  document.title = book.title;
  at("title").textContent = book.title;
  at("author").textContent = book.author;
  at("narrator").textContent = book.narrator ? "Read by " + book.narrator : book.comment;
  at("estimated").hidden =
    !book.chapters.some((shown) => shown.p.some((p) => p.s.some((sentence) => sentence.x)));
  if (book.cover) {
    at("cover").src = book.cover;
    at("cover").alt = "Cover of " + book.title;
    at("cover").hidden = false;
  }
  book.chapters.forEach((shown, index) => {
    const button = element("button");
    button.append(element("span", "", shown.t), element("span", "time", clock(shown.d)));
    button.addEventListener("click", () => {
      closeContents();
      open(index, 0, true);
    });
    const item = element("li");
    item.append(button);
    at("chapters").append(item);
  });

  at("play").addEventListener("click", toggle);
  at("back").addEventListener("click", () => skip(-SKIP_SECONDS));
  at("forward").addEventListener("click", () => skip(SKIP_SECONDS));
  at("previous").addEventListener("click", () =>
    now() > 3 || chapter === 0 ? seek(0) : open(chapter - 1, 0, !audio.paused));
  at("next").addEventListener("click", () => open(chapter + 1, 0, !audio.paused));
  at("seek").addEventListener("input", () => seek(Number(at("seek").value)));
  at("speed").addEventListener("change", () => {
    audio.playbackRate = Number(at("speed").value);
    store({ speed: at("speed").value });
  });
  at("sleep").addEventListener("change", () => {
    const minutes = Number(at("sleep").value);
    sleepAtEnd = at("sleep").value === "chapter";
    sleepUntil = minutes > 0 ? Date.now() + minutes * 60000 : 0;
  });
  at("search").addEventListener("submit", (event) => event.preventDefault());
  at("query").addEventListener("input", showFound);
  at("show-contents").addEventListener("click", () => {
    const open = at("contents").classList.toggle("open");
    at("show-contents").setAttribute("aria-expanded", String(open));
  });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  function setScheme(scheme) {
    if (scheme) document.documentElement.dataset.scheme = scheme;
  }
  at("scheme").addEventListener("click", () => {
    const shown = document.documentElement.dataset.scheme || (dark.matches ? "dark" : "light");
    const scheme = shown === "dark" ? "light" : "dark";
    setScheme(scheme);
    store({ scheme });
  });
  setScheme(stored.scheme);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input[type=search], select")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const speeds = [...at("speed").options];
    const faster = (step) => {
      const next = at("speed").selectedIndex + step;
      if (next >= 0 && next < speeds.length) {
        at("speed").selectedIndex = next;
        at("speed").dispatchEvent(new Event("change"));
        at("announce").textContent = "Speed " + speeds[next].textContent;
      }
    };
    const sentence = (step) => {
      const index = Math.min(Math.max(0, current + step), sentences.length - 1);
      if (index >= 0) seek(sentences[index].start);
    };
    const keys = {
      " ": toggle, k: toggle, ArrowLeft: () => skip(-SKIP_SECONDS), ArrowRight: () => skip(SKIP_SECONDS),
      j: () => sentence(-1), l: () => sentence(1), n: () => open(chapter + 1, 0, !audio.paused),
      p: () => open(chapter - 1, 0, !audio.paused), "+": () => faster(1), "-": () => faster(-1),
      Escape: closeContents,
      "/": () => {
        at("contents").classList.add("open");
        at("query").focus();
      },
    };
    const onButton = event.target.matches("button, input") && (event.key === " " || event.key.startsWith("Arrow"));
    if (keys[event.key] && !onButton) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  if (stored.speed) at("speed").value = stored.speed;
  open(Math.min(stored.chapter || 0, book.chapters.length - 1), stored.seconds || 0, false);
})();
