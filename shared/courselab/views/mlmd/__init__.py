"""What an ML Metadata store holds: the lineage of artifacts, and the runs of a pipeline."""
