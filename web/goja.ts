// What the server's JavaScript engine does otherwise than the standard says, put right before ProseMirror is loaded.

// goja's split by an expression that can match nothing yields an empty piece after each separator, which ProseMirror's
// reader of content expressions stumbles over. This is RegExp.prototype[Symbol.split] of ECMA-262, 22.2.6.14, without
// the flag u.
RegExp.prototype[Symbol.split] = function (this: RegExp, s: string, limit?: number): string[] {
  const splitter = new RegExp(this.source, this.flags.includes("y") ? this.flags : this.flags + "y")
  const most = limit === undefined ? 2 ** 32 - 1 : limit >>> 0
  const pieces: string[] = []
  if (most == 0) return pieces
  if (s.length == 0) return splitter.exec(s) ? [] : [s]
  let start = 0
  for (let at = 0; at < s.length; ) {
    splitter.lastIndex = at
    const match = splitter.exec(s)
    const end = Math.min(splitter.lastIndex, s.length)
    if (!match || end == start) {
      at++
      continue
    }
    pieces.push(s.slice(start, at))
    for (const group of match.slice(1)) pieces.push(group)
    if (pieces.length >= most) return pieces.slice(0, most)
    start = at = end
  }
  pieces.push(s.slice(start))
  return pieces
}
