/** Pictures for those who have none at hand, drawn on the spot: a road with a hole, a flooded street, a fallen tree. */

const SIZE = [960, 720];

const DRAW = { pothole, flood, tree };
export const SAMPLES = Object.keys(DRAW);

/** A JPEG file of the sample's name. */
export async function sample(name) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = SIZE;
  const pen = canvas.getContext("2d");
  DRAW[name](pen, ...SIZE);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86));
  return new File([blob], `${name}.jpg`, { type: "image/jpeg" });
}

function fade(pen, from, to, top, bottom) {
  const colours = pen.createLinearGradient(0, top, 0, bottom);
  colours.addColorStop(0, from);
  colours.addColorStop(1, to);
  return colours;
}

function box(pen, colour, ...at) {
  pen.fillStyle = colour;
  pen.fillRect(...at);
}

function shape(pen, colour, points) {
  pen.fillStyle = colour;
  pen.beginPath();
  points.forEach(([x, y]) => pen.lineTo(x, y));
  pen.fill();
}

function round(pen, colour, x, y, wide, high) {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.ellipse(x, y, wide, high, 0, 0, 2 * Math.PI);
  pen.fill();
}

function houses(pen, floor) {
  box(pen, "#c9b18e", 60, floor - 190, 170, 190);
  shape(pen, "#a4523f", [[40, floor - 190], [145, floor - 265], [250, floor - 190]]);
  box(pen, "#6d8793", 110, floor - 120, 60, 120);
  box(pen, "#d9d3c4", 720, floor - 220, 190, 220);
  box(pen, "#8795a1", 720, floor - 240, 190, 20);
  for (const x of [745, 825]) box(pen, "#7f98a6", x, floor - 180, 55, 60);
}

function palm(pen, x, floor) {
  box(pen, "#6b543c", x, floor - 230, 14, 230);
  for (const turn of [-70, -35, 0, 35, 70]) round(pen, "#4d7d47", x + 7 + turn, floor - 240 + Math.abs(turn) / 3, 46, 13);
}

function pothole(pen, wide, high) {
  box(pen, fade(pen, "#9fc4dd", "#e8eef0", 0, 330), 0, 0, wide, 330);
  box(pen, "#87a065", 0, 300, wide, high);
  houses(pen, 330);
  palm(pen, 560, 330);
  shape(pen, "#6d7276", [[390, 320], [560, 320], [900, high], [60, high]]);
  for (const [y, half, tall] of [[350, 3, 26], [420, 5, 44], [600, 9, 80]]) box(pen, "#e6e3d6", 476 - half, y, 2 * half, tall);
  round(pen, "#54585b", 470, 530, 170, 52);
  round(pen, "#37393a", 474, 536, 146, 40);
  round(pen, "#71818a", 462, 546, 92, 19);
}

function flood(pen, wide, high) {
  box(pen, fade(pen, "#76838d", "#b9c3c8", 0, 360), 0, 0, wide, 360);
  houses(pen, 390);
  palm(pen, 420, 390);
  box(pen, fade(pen, "#a58d6a", "#7c6a52", 370, high), 0, 370, wide, high);
  for (let y = 400; y < high; y += 42) for (let x = (y * 7) % 130; x < wide; x += 190) box(pen, "rgb(255 255 255 / 16%)", x, y, 90, 4);
  round(pen, "#2d3a44", 560, 490, 38, 38);
  round(pen, "#2d3a44", 700, 490, 38, 38);
  box(pen, "#b3362f", 560, 440, 150, 36);
  box(pen, "#8d7757", 500, 484, 280, 60);
}

function tree(pen, wide, high) {
  box(pen, fade(pen, "#8fa3ad", "#dfe4e2", 0, 340), 0, 0, wide, 340);
  box(pen, "#7d9560", 0, 310, wide, high);
  houses(pen, 340);
  box(pen, "#71767a", 0, 450, wide, 170);
  for (let x = 20; x < wide; x += 140) box(pen, "#e6e3d6", x, 530, 80, 8);
  shape(pen, "#5d4630", [[180, 600], [760, 470], [770, 500], [190, 645]]);
  for (const [x, y, size] of [[720, 470, 90], [800, 510, 80], [650, 500, 70], [760, 560, 76], [860, 460, 60]]) round(pen, "#47703f", x, y, size, size * 0.7);
  round(pen, "#5d4630", 182, 622, 26, 34);
}
