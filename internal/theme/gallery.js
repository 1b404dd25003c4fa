// Shows the pages again as soon as a file of the theme changed.
setInterval(async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch("/now");
    if (answer.ok && (await answer.text()) !== document.body.dataset.now) location.reload();
  } catch {
    // the gallery was stopped: it may come back
  }
}, 500);
