"""Requests to two language-model services of Azure in one hour of November 2023: when, and how many tokens in and out.

Arrivals of the code service come in bursts (the gaps' coefficient of variation is 13.2), those of the conversation
service nearly at random (1.1). Taught in c4w2-lab3 (an open loop with real arrivals).
"""

from __future__ import annotations

import pandas as pd

from courselab.data.dataset import Dataset, Option
from courselab.data.errors import UnknownData
from courselab.data.shipped import File, Shipped

SERVICES = ("code", "conversation")


def read(service: str) -> pd.DataFrame:
    """Return the requests in order of arrival: time (datetime64, to 100 ns), tokens_in, tokens_out."""
    if service not in SERVICES:
        raise UnknownData(f'There is no service "{service}" in azure_llm: choose "code" or "conversation".')
    frame = pd.read_csv(DATASET.paths[SERVICES.index(service)])
    frame.columns = ["time", "tokens_in", "tokens_out"]
    return frame.assign(time=pd.to_datetime(frame["time"], format="%Y-%m-%d %H:%M:%S.%f"))


DATASET = Dataset(
    __name__,
    read=read,
    options={"service": Option("code", '"code" (8,819 requests) or "conversation" (19,366)')},
    shipped=Shipped(
        files=(
            File("azure_llm_code.csv.xz", "ab5391143cfbc8b773c53d08ea1d78bd3d95064b308e224e38429cae911610c1", 58_936),
            File("azure_llm_conv.csv.xz", "0c2a38e7c4b9d8b9fdfa9a58ee0b3947b5352b15fb4dece44fa9e68995e7e23e", 139_724),
        ),
        rows=28_185,
        url="https://github.com/Azure/AzurePublicDataset/tree/b469a113cedca53ddc3bdea71a143dc4b7d8700c/data",
        licence="CC-BY-4.0",
        licence_page="https://github.com/Azure/AzurePublicDataset/blob/master/LICENSE",
        licence_texts=("CC-BY-4.0.txt",),
        citation="Patel, P. et al. (2024). Splitwise: efficient generative LLM inference using phase splitting. ISCA.",
        changes="None but the packing; the loader gives the columns other names.",
    ),
)
