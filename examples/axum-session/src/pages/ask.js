// What a page's script gets to see: the answer of the API, or that there is no session. Never a token.
const button = document.getElementById("ask");
const answer = document.getElementById("answer");

button.addEventListener("click", async () => {
  try {
    const response = await fetch("/api/me", { headers: { accept: "application/json" } });
    const body = await response.text();
    answer.textContent = `${response.status} ${body}`;
  } catch {
    answer.textContent = "The site does not answer.";
  }
});
