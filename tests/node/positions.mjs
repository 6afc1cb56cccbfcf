// Sends a, b and c, receives them from every position that JavaScript can name relative to b, and prints what came as JSON:
// node positions.mjs CONNECTION_STRING HUB
import { setTimeout } from "node:timers/promises";
import { EventHubConsumerClient, EventHubProducerClient, earliestEventPosition, latestEventPosition } from "@azure/event-hubs";

const [connectionString, hub] = process.argv.slice(2);
const producer = new EventHubProducerClient(connectionString, hub);
const consumer = new EventHubConsumerClient("$Default", connectionString, hub);

for (const body of ["a", "b", "c"]) {
  await producer.sendBatch([{ body }], { partitionId: "0" });
  await setTimeout(5); // so that the times of the three differ
}

// All events up to one that ends it.
async function from(startPosition, ends) {
  const all = [];
  await new Promise((done, failed) => {
    const subscription = consumer.subscribe("0", {
      processEvents: async (events) => {
        all.push(...events);
        if (all.some(ends)) {
          await subscription.close();
          done();
        }
      },
      processError: async (e) => failed(e),
    }, { startPosition, maxWaitTimeInSeconds: 1 });
  });
  return all;
}

const isLast = (e) => e.body === "c";
const bodies = async (position) => (await from(position, isLast)).map((e) => e.body);
const b = (await from(earliestEventPosition, isLast))[1];
const result = {
  earliest: await bodies(earliestEventPosition),
  "offset >": await bodies({ offset: b.offset }),
  "offset >=": await bodies({ offset: b.offset, isInclusive: true }),
  "sequence number >": await bodies({ sequenceNumber: b.sequenceNumber }),
  "sequence number >=": await bodies({ sequenceNumber: b.sequenceNumber, isInclusive: true }),
  "enqueued time >": await bodies({ enqueuedOn: b.enqueuedTimeUtc }),
};

// What is sent once the receiver is attached arrives; nobody tells when that is, so something is sent again and again.
let received = false;
const latest = from(latestEventPosition, () => true).then((all) => ((received = true), all));
while (!received) {
  await producer.sendBatch([{ body: "later" }], { partitionId: "0" });
}
result.latest = [...new Set((await latest).map((e) => e.body))];
await producer.close();
await consumer.close();
console.log(JSON.stringify(result));
