export default async function Page() {
  const products = await fetch(`${process.env.BACKEND_URL}/products`).then((response) => response.json());
  return <ul>{products.map((product: { id: string; name: string }) => <li key={product.id}>{product.name}</li>)}</ul>;
}
