# Parses one exposition per line of input (JSON strings), with a parser that is not ours,
# and prints its samples, or the reason why it refuses it, as a line of JSON each.
import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families


def number(value):
    return None if value is None else repr(float(value))


def sample(s):
    e = s.exemplar
    return {
        "name": s.name,
        "labels": s.labels,
        "value": number(s.value),
        "timestamp": number(s.timestamp),
        "exemplar": e and {"labels": e.labels, "value": number(e.value), "timestamp": number(e.timestamp)},
    }


for line in sys.stdin:
    try:
        families = list(text_string_to_metric_families(json.loads(line)))
        print(json.dumps({"samples": [sample(s) for f in families for s in f.samples]}))
    except Exception as error:
        print(json.dumps({"error": repr(error)}))
