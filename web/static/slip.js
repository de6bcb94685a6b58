// Prints the slip: at once where the terminal asked for it, else with the button.
document.getElementById("print").addEventListener("click", () => print());
if (document.body.dataset.print) addEventListener("load", () => print());
