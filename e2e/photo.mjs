// A picture file made on the spot, so that none has to be kept: PNG (RFC 2083) of a sky, a line of water and noise.
import { deflateSync } from 'node:zlib'

const table = Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1
  return n >>> 0
})

function crc32(bytes) {
  let c = 0xffffffff
  for (const b of bytes) c = table[(c ^ b) & 255] ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}

export function photo(width, height, seed = 1) {
  const rows = Buffer.alloc((width * 3 + 1) * height)
  let n = seed
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      n = (n * 1103515245 + 12345) & 0x7fffffff
      const at = y * (width * 3 + 1) + 1 + x * 3
      const water = y > height * 0.6
      rows[at] = (water ? 40 : 190) + (n & 7)
      rows[at + 1] = (water ? 80 : 205) + (n >> 3 & 7)
      rows[at + 2] = (water ? 110 : 220) + (n >> 6 & 7)
    }
  }
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const out = Buffer.alloc(body.length + 8)
    out.writeUInt32BE(data.length)
    body.copy(out, 4)
    out.writeUInt32BE(crc32(body), body.length + 4)
    return out
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}
