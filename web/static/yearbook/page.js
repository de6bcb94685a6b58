// The page works without this: it only offers what a form cannot do by itself.
const print = document.getElementById("print");
print.hidden = false;
print.addEventListener("click", () => window.print());

// Days of one's own are meant as soon as somebody types them.
for (const name of ["from", "to"]) {
  document.getElementById(name).addEventListener("input", () => {
    document.getElementById("period").value = "";
  });
}

// What another table cannot be grouped by or compared with would only be refused.
document.getElementById("table").addEventListener("change", () => {
  for (const name of ["by", "across", "compare", "per"]) {
    const field = document.getElementById(name);
    if (field) field.value = "";
  }
});
