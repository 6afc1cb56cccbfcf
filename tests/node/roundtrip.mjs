// Sends and receives with the JavaScript SDK and prints what it saw as JSON: node roundtrip.mjs CONNECTION_STRING HUB
import { EventHubProducerClient, EventHubConsumerClient, earliestEventPosition } from "@azure/event-hubs";

const [connectionString, hub] = process.argv.slice(2);
const producer = new EventHubProducerClient(connectionString, hub);
const result = { partitionIds: (await producer.getEventHubProperties()).partitionIds, events: [] };
const batch = await producer.createBatch({ partitionId: "1" });
result.maxSize = batch.maxSizeInBytes;
batch.tryAdd({ body: { a: 1 }, messageId: "m1", properties: { s: "text", i: 5, f: 1.5, b: true, n: null } });
batch.tryAdd({ body: "text" });
await producer.sendBatch(batch);
for (const key of ["a", "Größe", "0123456789ab", "0123456789abc"]) {
  await producer.sendBatch([{ body: key }], { partitionKey: key });
}
await producer.close();

const consumer = new EventHubConsumerClient("$Default", connectionString, hub);
await new Promise((done, failed) => {
  const subscription = consumer.subscribe({
    processEvents: async (events, context) => {
      for (const e of events) {
        result.events.push({ partition: context.partitionId, sequenceNumber: e.sequenceNumber, offset: String(e.offset), key: e.partitionKey ?? null,
          body: e.body, properties: e.properties ?? null, last: context.lastEnqueuedEventProperties?.sequenceNumber ?? null });
      }
      if (result.events.length === 6) {
        await subscription.close();
        done();
      }
    },
    processError: async (e) => failed(e),
  }, { startPosition: earliestEventPosition, trackLastEnqueuedEventProperties: true, maxWaitTimeInSeconds: 1 });
});
await consumer.close();
console.log(JSON.stringify(result));
