document.title = "Perdure console";
