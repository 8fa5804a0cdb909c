import os

import httpx


def cron() -> None:
    products = httpx.get(f"{os.environ['BACKEND_URL']}/products").json()
    print(f"{len(products)} products this week")
