import express from "express";

const app = express();
app.get("/products", (_request, response) => {
  response.json([{ id: "1", name: "Lamp" }, { id: "2", name: "Chair" }]);
});

export default app;
