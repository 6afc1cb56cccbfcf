// Sends a body of each AMQP type to partition 2 and prints the types as they came back: node bodies.mjs CONNECTION_STRING HUB
import { EventHubConsumerClient, EventHubProducerClient, earliestEventPosition } from "@azure/event-hubs";

const [connectionString, hub] = process.argv.slice(2);
const producer = new EventHubProducerClient(connectionString, hub);
const sent = [
  { bodyType: "data", body: Buffer.from("bytes") },
  { bodyType: "value", body: "text" },
  { bodyType: "value", body: 42 },
  { bodyType: "value", body: { a: "b" } },
  { bodyType: "sequence", body: ["x", "y"] },
];
await producer.sendBatch(sent, { partitionId: "2" });
await producer.close();

const consumer = new EventHubConsumerClient("$Default", connectionString, hub);
const types = [];
await new Promise((done, failed) => {
  const subscription = consumer.subscribe("2", {
    processEvents: async (events) => {
      events.forEach((e) => types.push(e.getRawAmqpMessage().bodyType));
      if (types.length === sent.length) {
        await subscription.close();
        done();
      }
    },
    processError: async (e) => failed(e),
  }, { startPosition: earliestEventPosition, maxWaitTimeInSeconds: 1 });
});
await consumer.close();
console.log(JSON.stringify(types));
