from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def recommendations(product: str) -> list[str]:
    return ["2"] if product == "1" else ["1"]
