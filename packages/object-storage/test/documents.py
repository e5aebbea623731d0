"""Reads and writes JSON documents in a bucket, as the Python side does it.

Usage: documents.py copy ENDPOINT BUCKET FROM TO
Reads the document under the key FROM, and stores what it read under the key TO.
"""

import json
import sys

import boto3


def main(endpoint: str, bucket: str, source: str, target: str) -> None:
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        aws_access_key_id="testkey",
        aws_secret_access_key="testsecret",
        region_name="us-east-1",
    )
    body = client.get_object(Bucket=bucket, Key=source)["Body"].read()
    document = json.loads(body.decode())
    text = json.dumps(document, sort_keys=True, separators=(",", ": "), indent=2)
    client.put_object(Bucket=bucket, Key=target, Body=text.encode())


main(*sys.argv[1:])
