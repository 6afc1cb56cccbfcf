# Sends and receives with the Python SDK and prints what it saw as JSON: roundtrip.py CONNECTION_STRING HUB CERTIFICATE
import json
import sys
import threading

from azure.eventhub import EventData, EventHubConsumerClient, EventHubProducerClient

connection_string, hub, certificate = sys.argv[1:]
where = dict(eventhub_name=hub, connection_verify=certificate)

result = {"events": []}
producer = EventHubProducerClient.from_connection_string(connection_string, **where)
result["partitionIds"] = producer.get_eventhub_properties()["partition_ids"]
batch = producer.create_batch(partition_id="1")
event = EventData("hello")
event.properties = {"s": "text", "i": 5, "f": 1.5, "b": True}
batch.add(event)
batch.add(EventData("text"))
producer.send_batch(batch)
for key in ["a", "Größe", "0123456789ab", "0123456789abc"]:
    batch = producer.create_batch(partition_key=key)
    batch.add(EventData(key))
    producer.send_batch(batch)
producer.close()

consumer = EventHubConsumerClient.from_connection_string(connection_string, "$Default", **where)


def plain(value):
    return value.decode() if isinstance(value, bytes) else value


def on_event(context, e):
    result["events"].append({
        "partition": context.partition_id, "sequenceNumber": e.sequence_number, "offset": e.offset, "key": plain(e.partition_key),
        "body": e.body_as_str(), "properties": {plain(k): plain(v) for k, v in (e.properties or {}).items()},
        "last": context.last_enqueued_event_properties["sequence_number"]})
    if len(result["events"]) == 6:
        threading.Thread(target=consumer.close).start()


consumer.receive(on_event, starting_position="-1", track_last_enqueued_event_properties=True)
print(json.dumps(result))
