/** A call of the wire log as a line for a terminal. */

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

export function curl(entry, bot, origin) {
  const url = `${origin}${entry.path ?? `/bot${bot?.token ?? "<TOKEN>"}/${entry.method}`}`;
  const key = entry.path?.startsWith("/zalo-oa") || entry.path?.startsWith("/zalo-zns") ? " -H 'access_token: <TOKEN>'" : "";
  if (entry.files?.length) return `curl ${quoted(url)} ${forms(entry)}`;
  return `curl ${quoted(url)}${key} -H 'Content-Type: application/json' -d ${quoted(JSON.stringify(entry.params ?? {}))}`;
}

function forms({ params, files }) {
  const fields = Object.entries(params ?? {}).map(([name, value]) => `-F ${quoted(`${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)}`);
  return [...fields, ...files.map((name) => `-F ${quoted(`${name}=@FILE`)}`)].join(" ");
}
