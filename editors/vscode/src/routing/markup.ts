// What the page of the routing panel consists of before it is filled.

export const MARKUP = `<header>
  <h1>Routing <small id="file"></small></h1>
  <form id="try" role="search" hidden>
    <label for="path">Enter a path to see which service answers it</label>
    <div class="address">
      <span id="host" aria-hidden="true"></span>
      <input id="path" type="text" placeholder="/api/users?page=2" spellcheck="false" autocomplete="off" aria-describedby="answer">
    </div>
    <p id="details" hidden></p>
    <div id="answer" role="status" aria-live="polite"></div>
    <button id="add" type="button" hidden title="Save this answer to svc-lsp.jsonc as the expected result">Add as Request Test</button>
  </form>
</header>
<main>
  <section hidden class="problems"><h2>Why Vercel rejects this file</h2><ul id="rejections"></ul></section>
  <p id="empty" hidden></p>
  <section hidden aria-label="Routing">
    <p class="start">The first match from the top wins.</p>
    <ol id="rows" aria-label="Routes in matching order"></ol>
  </section>
  <section hidden><h2>Not reached by a path</h2><ul id="others"></ul></section>
</main>`;
