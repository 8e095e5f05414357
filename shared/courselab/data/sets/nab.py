"""NAB: six streams of real measurements with the windows in which something known went wrong.

nyc_taxi (passengers every 30 minutes), machine_temperature, ambient_temperature, cpu_asg_misconfiguration,
ec2_request_latency and elb_request_count; 8 to 10 % of the rows lie in a window. Taught in c4w4-lab1 (alert rules).
"""

from __future__ import annotations

import pandas as pd

from courselab.data.dataset import Dataset
from courselab.data.shipped import File, Shipped


def read() -> pd.DataFrame:
    """Return 66,396 rows, series by series: series, time (datetime64), value (float64), anomaly (bool, in a window)."""
    frame = pd.read_csv(DATASET.paths[0], float_precision="round_trip")
    return pd.DataFrame(
        {
            "series": frame["series"],
            "time": pd.to_datetime(frame["timestamp"].str[:19], format="%Y-%m-%d %H:%M:%S"),
            "value": frame["value"].astype(float),
            "anomaly": frame["anomaly_window"] == 1,
        }
    )


DATASET = Dataset(
    __name__,
    read=read,
    shipped=Shipped(
        files=(
            File("nab_streams.csv.xz", "6b64fe924b0bf4357c48138ac3444734364eedf6de72fd542b3d0ef02b6bcd4c", 307_168),
        ),
        rows=66_396,
        url="https://github.com/numenta/NAB/tree/ea702d75cc2258d9d7dd35ca8e5e2539d71f3140/data",
        licence="MIT",
        licence_page="https://github.com/numenta/NAB/blob/master/LICENSE.txt",
        licence_texts=("nab.MIT.txt",),
        citation="Lavin, A. and Ahmad, S. (2015). Evaluating real-time anomaly detection algorithms: the Numenta "
        "Anomaly Benchmark. arXiv 1510.03336.",
        changes="Six of the benchmark's series in one table, with its labelled windows as a column.",
    ),
)
