"""Where a server keeps its files: on its disk, or in an S3 bucket, chosen by one address."""
