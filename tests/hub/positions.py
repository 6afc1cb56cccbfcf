# Sends a, b and c, receives them from every position relative to b, sends a body of each AMQP type, and prints what came as
# JSON: positions.py CONNECTION_STRING HUB CERTIFICATE
import json
import sys
import threading
import time

from azure.eventhub import EventData, EventHubConsumerClient, EventHubProducerClient
from azure.eventhub.amqp import AmqpAnnotatedMessage

connection_string, hub, certificate = sys.argv[1:]
where = dict(eventhub_name=hub, connection_verify=certificate)
producer = EventHubProducerClient.from_connection_string(connection_string, **where)


def send(message, partition):
    batch = producer.create_batch(partition_id=partition)
    batch.add(message)
    producer.send_batch(batch)


def receive(partition, ends, **position):
    """All events of a partition up to one that ends it."""
    consumer = EventHubConsumerClient.from_connection_string(connection_string, "$Default", **where)
    events = []

    def on_event(context, event):
        events.append(event)
        if ends(events):
            threading.Thread(target=consumer.close).start()

    consumer.receive(on_event, partition_id=partition, **position)
    return events


def three(position, inclusive=False):
    return receive("0", lambda all: all[-1].body_as_str() == "c", starting_position=position,
                   starting_position_inclusive=inclusive)


def bodies(events):
    return [e.body_as_str() for e in events]


for body in ["a", "b", "c"]:
    send(EventData(body), "0")
    time.sleep(0.005)  # so that the times of the three differ
b = three("-1")[1]
result = {"earliest": bodies(three("-1"))}
for name, position in [("offset", b.offset), ("sequence number", b.sequence_number), ("enqueued time", b.enqueued_time)]:
    result[name + " >"] = bodies(three(position))
    result[name + " >="] = bodies(three(position, True))

got = []
# What is sent once the receiver is attached arrives; nobody tells when that is, so something is sent again and again.
latest = threading.Thread(target=lambda: got.extend(receive("0", lambda all: True, starting_position="@latest")))
latest.start()
while latest.is_alive():
    send(EventData("later"), "0")
result["latest"] = sorted(set(bodies(got)))

messages = [AmqpAnnotatedMessage(data_body=[b"by", b"tes"]), AmqpAnnotatedMessage(value_body="text"),
            AmqpAnnotatedMessage(value_body=42), AmqpAnnotatedMessage(value_body={"a": "b"}),
            AmqpAnnotatedMessage(sequence_body=[["x", "y"]])]
for message in messages:
    send(message, "2")
producer.close()
came = receive("2", lambda all: len(all) == len(messages), starting_position="-1")
result["bodies"] = [e.body_type.name.lower() for e in came]
print(json.dumps(result))
