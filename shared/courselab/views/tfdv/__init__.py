"""TensorFlow Data Validation and Transform: statistics, schemas, anomalies, columns before and after."""
