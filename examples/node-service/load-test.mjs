// node load-test.mjs URL [REQUESTS] [AT ONCE]: sends summaries' requests and prints how long they took.
// "429" are those that found the queue full, as they should when more come than the model can serve.
const [url = "http://127.0.0.1:8080", requests = "50", atOnce = "4"] = process.argv.slice(2);

const text =
  "Mara: The printer on the second floor is broken again.\n" +
  "Jon: I called the service, they come on Tuesday.\n" +
  "Mara: Until then everybody must print on the first floor. I'll write a note.";

const times = [];
const statuses = {};
let left = Number(requests);

async function client() {
  while (left-- > 0) {
    const start = performance.now();
    const response = await fetch(`${url}/summaries`, {
      method: "POST",
      body: JSON.stringify({ text, options: { maxNewTokens: 40 } }),
    }).catch((error) => ({ status: error.cause?.code ?? error.message, text: async () => "" }));
    await response.text();
    statuses[response.status] = (statuses[response.status] ?? 0) + 1;
    if (response.status === 200) times.push(performance.now() - start);
  }
}

const start = performance.now();
await Promise.all(Array.from({ length: Number(atOnce) }, client));
const seconds = (performance.now() - start) / 1000;

times.sort((a, b) => a - b);
const at = (share) => (times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? Number.NaN).toFixed(0);
console.log(
  JSON.stringify({
    statuses,
    perSecond: Number((times.length / seconds).toFixed(2)),
    milliseconds: { median: Number(at(0.5)), p95: Number(at(0.95)), most: Number(at(1)) },
  }),
);
