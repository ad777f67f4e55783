// A photo as a phone's camera writes it: a JPEG that says where it was taken.

/** The same JPEG with an EXIF block (TIFF, little-endian) that names a place. */
export function takenAt(jpeg, { lon, lat }) {
  const entries = (list) => {
    const block = Buffer.alloc(2 + list.length * 12 + 4);
    block.writeUInt16LE(list.length, 0);
    list.forEach(([tag, type, count, value], index) => {
      const at = 2 + index * 12;
      block.writeUInt16LE(tag, at);
      block.writeUInt16LE(type, at + 2);
      block.writeUInt32LE(count, at + 4);
      if (typeof value === "string") block.write(value, at + 8, "latin1");
      else block.writeUInt32LE(value, at + 8);
    });
    return block;
  };
  const rationals = (degrees) => {
    const whole = Math.floor(Math.abs(degrees));
    const minutes = (Math.abs(degrees) - whole) * 60;
    const parts = [[whole, 1], [Math.floor(minutes), 1], [Math.round((minutes % 1) * 60 * 10_000), 10_000]];
    const block = Buffer.alloc(24);
    parts.flat().forEach((part, index) => block.writeUInt32LE(part, index * 4));
    return block;
  };
  const [ASCII, LONG, RATIONAL] = [2, 4, 5];
  const first = 8;
  const gps = first + 2 + 12 + 4;
  const data = gps + 2 + 4 * 12 + 4;
  const header = Buffer.from("II*\0\x08\0\0\0", "latin1");
  const tiff = Buffer.concat([
    header,
    entries([[0x8825, LONG, 1, gps]]),
    entries([
      [0x0001, ASCII, 2, lat < 0 ? "S" : "N"],
      [0x0002, RATIONAL, 3, data],
      [0x0003, ASCII, 2, lon < 0 ? "W" : "E"],
      [0x0004, RATIONAL, 3, data + 24],
    ]),
    rationals(lat),
    rationals(lon),
  ]);
  const body = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
  const marker = Buffer.from([0xff, 0xe1, 0, 0]);
  marker.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), marker, body, jpeg.subarray(2)]);
}

/** Whether a JPEG still carries an EXIF block. */
export const hasExif = (jpeg) => jpeg.includes(Buffer.from("Exif\0\0", "latin1"));
